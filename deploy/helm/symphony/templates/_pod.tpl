{{/* The parts of a pod that all processes share: (list $ "api"). */}}
{{- define "symphony.podMetadata" -}}
annotations:
  # Changed settings start new pods.
  checksum/settings: {{ toJson (index . 0).Values.settings | sha256sum }}
labels:
  {{- include "symphony.labels" . | nindent 2 }}
{{- end }}

{{- define "symphony.pod" -}}
{{- $root := index . 0 -}}
{{- $app := index . 1 -}}
{{- $own := get $root.Values $app -}}
{{- if ne $app "gateway" }}
# Its credentials are for the store.
serviceAccountName: {{ include "symphony.serviceAccount" $root }}
{{- end }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  runAsUser: 1000
  runAsGroup: 1000
  fsGroup: 1000
  fsGroupChangePolicy: OnRootMismatch
  seccompProfile: { type: RuntimeDefault }
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with $own.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $own.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "symphony.selector" . | nindent 8 }}
volumes:
  - name: tmp
    emptyDir:
      sizeLimit: {{ $own.scratch }}
  {{- if include "symphony.mountsFolder" . }}
  - name: exports
    persistentVolumeClaim:
      claimName: {{ include "symphony.claim" $root }}
  {{- end }}
  {{- if $own.modelsClaim }}
  - name: models
    persistentVolumeClaim:
      claimName: {{ $own.modelsClaim }}
      readOnly: true
  {{- end }}
  {{- with $root.Values.trustedCa }}
  {{- if .configMap }}
  - name: ca
    configMap:
      name: {{ .configMap }}
      items:
        - key: {{ .key }}
          path: ca.crt
  {{- end }}
  {{- end }}
{{- end }}

{{/* Not empty where the process keeps the ledger in a folder. */}}
{{- define "symphony.mountsFolder" -}}
{{- if and (eq (index . 0).Values.store.kind "folder") (ne (index . 1) "gateway") }}yes{{ end -}}
{{- end }}

{{- define "symphony.container" -}}
{{- $root := index . 0 -}}
{{- $app := index . 1 -}}
{{- $own := get $root.Values $app -}}
name: {{ $app }}
image: {{ include "symphony.image" . }}
imagePullPolicy: {{ $root.Values.image.pullPolicy }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: { drop: [ALL] }
resources:
  {{- toYaml $own.resources | nindent 2 }}
envFrom:
  - configMapRef:
      name: {{ include "symphony.fullname" $root }}-settings
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- if include "symphony.mountsFolder" . }}
  - name: exports
    mountPath: /exports
  {{- end }}
  {{- if $own.modelsClaim }}
  - name: models
    mountPath: /app/models
    readOnly: true
  {{- end }}
  {{- if $root.Values.trustedCa.configMap }}
  - name: ca
    mountPath: /etc/symphony-ca
    readOnly: true
  {{- end }}
{{- end }}
